using Crm.Kernel.Access;

namespace Crm.Identity.Access;

/// <summary>Why an account can or cannot see and change a record.</summary>
/// <param name="Role">The account's role in the company.</param>
/// <param name="OwnerId">Who owns the record.</param>
/// <param name="Trashed">Whether it lies in the trash, where it can be read and restored but not changed.</param>
/// <param name="Fields">Fields of such records that the role may not see, or not change.</param>
internal sealed record ExplanationView(
    string Object, Guid Id, Guid AccountId, string Role, Guid? OwnerId, bool Trashed, VerdictView Read, VerdictView Write, IReadOnlyList<FieldRule> Fields)
{
    public static ExplanationView Of(string name, Guid id, Rights rights, RecordsAttribute records, RecordOwner record) => new(
        name, id, rights.AccountId, rights.Role, record.OwnerId, record.Trashed,
        VerdictView.Of(rights, records.Read, record.OwnerId), VerdictView.Of(rights, records.Write, record.OwnerId), [.. rights.Fields.Where(rule => rule.Object == name)]);
}

/// <summary>One answer, and what decided it.</summary>
/// <param name="Permission">That the act asks for.</param>
/// <param name="Scope">How far the role's permission reaches; absent if the role lacks it.</param>
/// <param name="Reason"><c>permissionMissing</c>, <c>reachesAll</c>, <c>ownRecord</c>, <c>teamRecord</c>, <c>nobodysRecord</c> or <c>othersRecord</c>.</param>
/// <param name="Detail">The same as a sentence.</param>
internal sealed record VerdictView(bool Allowed, string Permission, RecordScope? Scope, string Reason, string Detail)
{
    public static VerdictView Of(Rights rights, string permission, Guid? owner)
    {
        var scope = rights.Permissions.TryGetValue(permission, out var held) ? held : (RecordScope?)null;
        var (reason, detail) = scope switch
        {
            null => ("permissionMissing", $"The role {rights.Role} does not have {permission}."),
            RecordScope.All => ("reachesAll", $"{permission} of the role {rights.Role} reaches every record."),
            _ when owner is null => ("nobodysRecord", "Nobody owns the record, and the permission reaches only records with an owner."),
            _ when owner == rights.AccountId => ("ownRecord", "The account owns the record."),
            RecordScope.Team when rights.Team.Contains(owner.Value) => ("teamRecord", "Somebody in the account's teams, or in a team below them, owns the record."),
            RecordScope.Team => ("othersRecord", "The owner is in none of the account's teams, nor in one below them."),
            _ => ("othersRecord", "Somebody else owns the record, and the permission reaches only the account's own."),
        };
        return new(rights.Reach(permission, owner), permission, scope, reason, detail);
    }
}
