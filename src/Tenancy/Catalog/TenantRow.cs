namespace Crm.Tenancy.Catalog;

/// <summary>A company as the catalog knows it.</summary>
/// <param name="Key">The id as Marten, Wolverine and database names spell it: 32 hex digits. Never reused.</param>
public sealed record TenantRow(
    string Key,
    string Slug,
    string Organization,
    string State,
    string Host,
    int Port,
    string Database,
    string Role,
    string SealedPassword,
    int SchemaVersion)
{
    public Guid Id => Guid.ParseExact(Key, "N");

    /// <summary>Whether its database is there to be opened.</summary>
    public bool Exists => State is not "deleted";

    public static string KeyOf(Guid id) => id.ToString("n");
}
