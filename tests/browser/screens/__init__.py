"""What people see and use, found by the roles and names that assistive technology relies on."""
