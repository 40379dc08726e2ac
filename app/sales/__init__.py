"""Sales: from the order to the goods at the customer's door and the money in the bank."""
