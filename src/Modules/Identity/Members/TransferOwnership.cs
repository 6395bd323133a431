using Crm.Identity.Access;
using Crm.Identity.Accounts;
using Crm.Kernel;
using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;

namespace Crm.Identity.Members;

/// <summary>Makes another member an owner and the caller an admin, in one act.</summary>
internal sealed record TransferOwnership
{
    /// <summary>The member who becomes an owner.</summary>
    public required Guid AccountId { get; init; }
}

internal sealed class TransferOwnershipValidator : Validator<TransferOwnership>
{
    public TransferOwnershipValidator() => RuleFor(t => t.AccountId).NotEmpty();
}

internal sealed class TransferOwnershipEndpoint(MemberBook members, AccessJournal journal, Caller caller) : Endpoint<TransferOwnership, MemberView>
{
    public override void Configure()
    {
        Post("/api/v1/ownership-transfers");
        Permissions(AccessPermissions.WriteOwners);
        this.Describes("transferOwnership", "Access", "Hand the company over to another member", 200, Crm.Kernel.Problems.KernelProblems.NotFound, IdentityProblems.LastOwner, IdentityProblems.StepUpRequired);
        this.NeedsRecentLogin();
    }

    public override async Task HandleAsync(TransferOwnership r, CancellationToken ct)
    {
        var heir = await members.LockAsync(r.AccountId, ct);
        var self = await members.GetAsync(caller.AccountId, ct);
        var owner = await members.ChangeAsync(heir, new() { Role = Crm.Kernel.Roles.Owner, Status = MemberFieldsValidator.Active }, ct);
        if (heir.AccountId != self.AccountId) await members.ChangeAsync(self, new() { Role = Crm.Kernel.Roles.Admin, Status = self.Status }, ct);
        await journal.NoteAsync("ownershipTransferred", "member", owner.AccountId, ct);
        await Send.OkAsync(MemberView.Of(owner), ct);
    }
}
