"""What a firm decides, as dated and sourced data, and the formulas that name such a decision."""
