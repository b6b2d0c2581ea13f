"""Letters to customers, insurers and agencies: data, templates, and the formats they leave in."""
