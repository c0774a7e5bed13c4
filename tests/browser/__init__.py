"""The pages in Chromium, served by a server of their own."""
