"""What the REST API of every entity is made of: arguments, values, saving and the OpenAPI document."""
