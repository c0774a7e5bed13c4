"""Users, roles, memberships, sign-in and sessions."""
