"""Activities: school years, services, bookings and attendance: what other plugins may use."""
