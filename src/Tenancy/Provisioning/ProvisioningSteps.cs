namespace Crm.Tenancy.Provisioning;

/// <summary>The steps of the saga, in order. Each may be run again after it was begun, or even done.</summary>
internal static class ProvisioningSteps
{
    public const string Reserve = "reserve";
    public const string Database = "database";
    public const string SchemaCheck = "schemaCheck";
    public const string Seed = "seed";
    public const string Activate = "activate";
    public const string Welcome = "welcome";

    public static readonly string[] Names = [Reserve, Database, SchemaCheck, Seed, Activate, Welcome];
}
