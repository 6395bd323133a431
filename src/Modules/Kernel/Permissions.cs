using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>A permission, as endpoints declare it, and who holds it.</summary>
/// <param name="Name">Resource and act: <c>contacts.read</c>.</param>
/// <param name="Summary">For whoever composes roles.</param>
/// <param name="From">The least of the built-in roles that holds it; those above it do too.</param>
public sealed record Grant(string Name, string Summary, string From = Roles.Admin)
{
    /// <summary>Whether no API key can hold it.</summary>
    public bool PeopleOnly { get; init; }
}

/// <summary>The built-in roles of a tenant, each with all that the ones before it may do.</summary>
public static class Roles
{
    public const string ReadOnly = "readOnly";
    public const string Member = "member";
    public const string Manager = "manager";
    public const string Admin = "admin";
    public const string Owner = "owner";

    /// <summary>From the least to the most.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } = [ReadOnly, Member, Manager, Admin, Owner];
}

/// <summary>Every permission of every module, and what each built-in role holds.</summary>
public sealed class PermissionCatalogue(IEnumerable<Grant> grants)
{
    /// <summary>The claim in which a verified principal carries what it holds.</summary>
    public const string Claim = "permissions";

    private readonly Dictionary<string, IReadOnlyList<string>> held = Roles.BuiltIn.Select((role, rank) => (role, rank)).ToDictionary(
        r => r.role,
        r => (IReadOnlyList<string>)[.. grants.Where(p => Roles.BuiltIn.Index().First(b => b.Item == p.From).Index <= r.rank).Select(p => p.Name).Distinct().Order()]);

    public IReadOnlyList<Grant> All { get; } = [.. grants.DistinctBy(p => p.Name).OrderBy(p => p.Name)];

    /// <summary>What the built-in role holds; any other holds nothing here.</summary>
    public IReadOnlyList<string> Of(string role) => held.GetValueOrDefault(role, []);
}

/// <summary>How a module adds its permissions.</summary>
public static class PermissionRegistration
{
    public static IServiceCollection AddPermissions(this IServiceCollection services, params IReadOnlyList<Grant> grants)
    {
        foreach (var grant in grants) services.AddSingleton(grant);
        return services;
    }
}
