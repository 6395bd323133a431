using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;

namespace Crm.Identity.Access;

/// <summary>A row of <c>identity.roles</c>: a role that a company made for itself.</summary>
internal sealed record Role
{
    public Guid Id { get; init; }
    public Guid TenantId { get; init; }
    public string Name { get; init; } = "";
    public string? Description { get; init; }
    public string Permissions { get; init; } = "[]";
    public string Fields { get; init; } = "[]";
    public int Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }

    public static bool IsBuiltIn(string id) => Roles.BuiltIn.Contains(id);

    public RoleFields AsFields => new()
    {
        Name = Name,
        Description = Description,
        Permissions = JsonSerializer.Deserialize<List<RolePermission>>(Permissions, Json.Options)!,
        Fields = JsonSerializer.Deserialize<List<FieldRule>>(Fields, Json.Options)!,
    };
}

/// <summary>A role as the API shows it.</summary>
/// <param name="Id">A built-in role's name, or a custom role's id.</param>
/// <param name="BuiltIn">Whether it is the same in every company and cannot be changed.</param>
/// <param name="Permissions">What it may do, and with which records.</param>
/// <param name="Fields">Fields it may not see, or not change.</param>
internal sealed record RoleView(
    string Id, string Name, string? Description, bool BuiltIn, IReadOnlyList<RolePermission> Permissions, IReadOnlyList<FieldRule> Fields, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt)
{
    public static RoleView Of(Role role)
    {
        var fields = role.AsFields;
        return new(role.Id.ToString(), fields.Name, fields.Description, false, fields.Permissions, fields.Fields, role.CreatedAt, role.UpdatedAt);
    }

    /// <summary>Of a built-in role, instead of a version: another release may show it otherwise.</summary>
    public int Mark() => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, Json.Options))) & int.MaxValue;

    public static IEnumerable<RoleView> OfAllBuiltIn(PermissionCatalogue catalogue) => Roles.BuiltIn.Select(role => OfBuiltIn(role, catalogue));

    public static RoleView OfBuiltIn(string role, PermissionCatalogue catalogue) =>
        new(role, Titles[role], null, true, [.. catalogue.Of(role).Select(name => new RolePermission(name))], [], null, null);

    private static readonly Dictionary<string, string> Titles = new()
    {
        [Roles.ReadOnly] = "Read-only",
        [Roles.Member] = "Member",
        [Roles.Manager] = "Manager",
        [Roles.Admin] = "Admin",
        [Roles.Owner] = "Owner",
    };
}
