"""The speed bars of activities, on tables of fifty thousand to five million bookings, on both databases."""
