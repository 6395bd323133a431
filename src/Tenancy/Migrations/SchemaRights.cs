namespace Crm.Tenancy.Migrations;

/// <summary>Rights on everything in a schema, now and later, that end at data: no definition may be changed. Routines are everybody's unless they say otherwise.</summary>
internal static class SchemaRights
{
    public static string Data(string schema, string role) => $"""
        grant usage on schema {schema} to {role};
        grant select, insert, update, delete on all tables in schema {schema} to {role};
        grant usage, select, update on all sequences in schema {schema} to {role};
        alter default privileges in schema {schema} grant select, insert, update, delete on tables to {role};
        alter default privileges in schema {schema} grant usage, select, update on sequences to {role};
        """;
}
