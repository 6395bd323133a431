using Crm.Kernel;

namespace Crm.Identity.Access;

internal static class AccessPermissions
{
    public const string ReadMembers = "members.read";
    public const string WriteMembers = "members.write";
    public const string WriteOwners = "members.owners";
    public const string WriteSecurity = "security.write";
    public const string WriteRoles = "roles.write";
    public const string WriteTeams = "teams.write";

    public static readonly IReadOnlyList<Grant> All =
    [
        new(ReadMembers, "See members, roles and teams, and what one may do oneself.", Roles.ReadOnly),
        new(WriteMembers, "Invite, suspend and remove members, give them roles, end their sessions.") { PeopleOnly = true },
        new(WriteSecurity, "Say what the company demands of whoever enters it.") { PeopleOnly = true },
        new(WriteRoles, "Make, change and remove roles.") { PeopleOnly = true },
        new(WriteTeams, "Make, change and remove teams, and say who is in them: the scope \"team\" follows, one's own too.", Roles.Manager) { PeopleOnly = true },
        new(WriteOwners, "Make owners, and take ownership away.", Roles.Owner) { PeopleOnly = true },
    ];
}
