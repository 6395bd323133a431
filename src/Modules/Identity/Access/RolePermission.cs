using Crm.Kernel.Access;

namespace Crm.Identity.Access;

/// <summary>A permission of a role.</summary>
/// <param name="Permission">As <c>GET /permissions</c> lists it.</param>
/// <param name="Scope">With which records; it matters for permissions over records that people own.</param>
internal sealed record RolePermission(string Permission, RecordScope Scope = RecordScope.All);
