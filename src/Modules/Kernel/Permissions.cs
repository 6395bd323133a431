using Microsoft.Extensions.DependencyInjection;

namespace Crm.Kernel;

/// <summary>A permission, as endpoints declare it, and who holds it.</summary>
/// <param name="Name">Resource and act: <c>contacts.read</c>.</param>
/// <param name="Summary">For whoever composes roles.</param>
/// <param name="Roles">The built-in roles that hold it, besides the owner, who holds all.</param>
public sealed record Grant(string Name, string Summary, params IReadOnlyList<string> Roles);

/// <summary>The built-in roles of a tenant.</summary>
public static class Roles
{
    public const string Owner = "owner";
    public const string Member = "member";
}

/// <summary>Every permission of every module, and what each role holds.</summary>
public sealed class PermissionCatalogue(IEnumerable<Grant> grants)
{
    /// <summary>The claim in which a verified principal carries what it holds.</summary>
    public const string Claim = "permissions";

    private readonly Dictionary<string, IReadOnlyList<string>> held = new[] { Roles.Owner, Roles.Member }.ToDictionary(
        role => role,
        role => (IReadOnlyList<string>)[.. grants.Where(p => role == Roles.Owner || p.Roles.Contains(role)).Select(p => p.Name).Distinct().Order()]);

    public IReadOnlyList<Grant> All { get; } = [.. grants.OrderBy(p => p.Name)];

    /// <summary>What the role holds; an unknown role holds nothing.</summary>
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
