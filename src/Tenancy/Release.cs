namespace Crm.Tenancy;

/// <summary>What this build expects of the databases it opens.</summary>
public static class Release
{
    /// <summary>Raised with every change to a tenant's schema; <c>Release.txt</c> has the fingerprint of each. A tenant that is behind is refused until the migrator has been there; one ahead is fine.</summary>
    public const int Schema = 5;
}
