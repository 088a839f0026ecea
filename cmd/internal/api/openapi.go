package api

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// describe answers with the API's description. It has no data, and is open.
func (a *api) describe(w http.ResponseWriter, _ *http.Request) {
	write(w, http.StatusOK, Description(a.Version))
}

type object = map[string]any

// Description is the API as OpenAPI 3.1: each list with its parameters, and each
// item as the program's own types say it.
func Description(version string) map[string]any {
	paths, schemas := object{}, object{"Error": schemaOf(reflect.TypeFor[failure]())}
	for _, r := range resources {
		name := strings.ToUpper(r.name[:1]) + strings.TrimSuffix(r.name[1:], "s")
		schemas[name] = schemaOf(reflect.TypeOf(r.item))
		parameters := []object{
			parameter("after", "string", "the last item of the former page; the header Link has the next page's address"),
			parameter("limit", "integer", "how many items at most: 1 to 1000, usually 100"),
		}
		if r.since != "" {
			parameters = append(parameters, parameter("since", "string", "a date or a moment (RFC 3339): "+r.since))
		}
		if r.name == "members" {
			parameters = append(parameters, parameter("group", "string", "one group's code"))
		}
		answers := object{"200": object{
			"description": r.about, "headers": object{"Link": object{"schema": object{"type": "string"}}},
			"content": content(object{"type": "array", "items": reference(name)}),
		}}
		for status, why := range map[string]string{"400": "a parameter is wrong", "401": "no token that counts", "404": "the token's role does not see it"} {
			answers[status] = object{"description": why, "content": content(reference("Error"))}
		}
		paths["/api/v1/"+r.name] = object{"get": object{
			"operationId": "list_" + r.name, "summary": r.about, "parameters": parameters, "responses": answers, "security": []object{{"token": []string{}}},
		}}
	}
	return object{
		"openapi": "3.1.0",
		"info":    object{"title": "qunguan", "version": version, "description": "Read-only. Tokens: qunguan tokens add. Items are those of the command line's --format json."},
		"paths":   paths,
		"components": object{
			"schemas":         schemas,
			"securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}},
		},
	}
}

func parameter(name, kind, about string) object {
	return object{"name": name, "in": "query", "description": about, "schema": object{"type": kind}}
}

func content(schema object) object { return object{"application/json": object{"schema": schema}} }

func reference(name string) object { return object{"$ref": "#/components/schemas/" + name} }

// schemaOf is a type as JSON Schema. It knows the types that the items are made
// of; another one is a fault of the program.
func schemaOf(t reflect.Type) object {
	switch {
	case t == reflect.TypeFor[json.RawMessage]():
		return object{"type": "object"}
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem())
	}
	switch t.Kind() { //nolint:exhaustive // the others are no part of any item
	case reflect.String:
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.Slice:
		return object{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	case reflect.Struct:
		return structSchema(t)
	}
	panic("api: no schema for " + t.String())
}

func structSchema(t reflect.Type) object {
	properties, required := object{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, tagged := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous && f.Tag.Get("json") == "" || name == "-" || !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		properties[name] = schemaOf(f.Type)
		if !tagged || !strings.Contains(options, "omit") {
			required = append(required, name)
		}
	}
	slices.Sort(required)
	return object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}
