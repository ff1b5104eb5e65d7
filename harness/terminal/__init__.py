"""What people see in a terminal. Every text passes `screen.Screen`, the only exit."""
