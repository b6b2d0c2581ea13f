"""The sixteen control nodes over the deal's cycle: live tests with evidence, owner and due day."""
