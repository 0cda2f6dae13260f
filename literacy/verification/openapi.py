"""The interface for job platforms, as OpenAPI 3.1. A test holds every answer against it."""

from typing import Any

from literacy.verification.report import STATES

_PROBLEM = {
    "description": "The question cannot be answered; `title` says what to do.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_REPORT = {
    "description": "The answer. Unknown, mistyped or revoked numbers are answers too.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}},
}
_CODE = {
    "name": "code",
    "in": "path",
    "required": True,
    "description": "The certificate number; case, dashes and Cyrillic look-alikes make no difference.",
    "schema": {"type": "string", "maxLength": 60},
}
_LIMITED = {"429": _PROBLEM}


def _json_body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


OPENAPI: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "Certificate verification",
        "version": "1",
        "description": "Check certificates of digital skills. No account needed; please cache answers for an hour.",
    },
    "paths": {
        "/api/v1/verify/{code}": {
            "get": {
                "summary": "Check a number",
                "parameters": [_CODE],
                "responses": {"200": _REPORT, **_LIMITED},
            },
            "post": {
                "summary": "Check a number and the surname on the paper",
                "parameters": [_CODE],
                "requestBody": _json_body(
                    {
                        "type": "object",
                        "required": ["surname"],
                        "properties": {"surname": {"type": "string", "minLength": 1, "maxLength": 120}},
                    }
                ),
                "responses": {"200": _REPORT, "400": _PROBLEM, **_LIMITED},
            },
        },
        "/api/v1/verify/bulk": {
            "post": {
                "summary": "Check up to 500 numbers",
                "requestBody": _json_body(
                    {
                        "type": "object",
                        "required": ["codes"],
                        "properties": {
                            "codes": {"type": "array", "minItems": 1, "maxItems": 500, "items": {"type": "string"}}
                        },
                    }
                ),
                "responses": {
                    "200": {
                        "description": "One report for each number, in their order.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["reports"],
                                    "properties": {
                                        "reports": {"type": "array", "items": {"$ref": "#/components/schemas/Report"}}
                                    },
                                }
                            }
                        },
                    },
                    "400": _PROBLEM,
                    "413": _PROBLEM,
                    **_LIMITED,
                },
            }
        },
        "/api/v1/verify/file": {
            "post": {
                "summary": "Check a PDF or JSON file of up to 2 MB",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/pdf": {"schema": {"type": "string", "format": "binary"}},
                        "application/json": {"schema": {"type": "object"}},
                    },
                },
                "responses": {"200": _REPORT, "400": _PROBLEM, "413": _PROBLEM, "415": _PROBLEM, **_LIMITED},
            }
        },
    },
    "components": {
        "schemas": {
            "Report": {
                "type": "object",
                "required": ["state", "code", "checked_at", "simulated", "fields", "status", "reasons", "superseded"],
                "additionalProperties": False,
                "properties": {
                    "state": {"enum": list(STATES)},
                    "code": {"type": ["string", "null"]},
                    "checked_at": {"type": "string", "format": "date-time"},
                    "simulated": {"type": "boolean", "description": "The person does not exist."},
                    "fields": {
                        "type": "object",
                        "description": "Printed name -> printed value; the name is masked.",
                        "additionalProperties": {"type": "string"},
                    },
                    "status": {
                        "type": ["object", "null"],
                        "required": ["reason", "since"],
                        "properties": {
                            "reason": {"type": ["string", "null"]},
                            "since": {"type": "string", "format": "date-time"},
                        },
                    },
                    "reasons": {"type": "array", "items": {"type": "string"}},
                    "superseded": {"type": "boolean"},
                    "holder_matches": {"type": "boolean"},
                    "holder": {
                        "type": "object",
                        "properties": {"name_uk": {"type": "string"}, "name_latin": {"type": "string"}},
                    },
                },
            },
            "Problem": {
                "type": "object",
                "required": ["title", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                },
            },
        }
    },
}
