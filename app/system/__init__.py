"""Users, departments, roles, lists, settings: what every other module stands on."""
