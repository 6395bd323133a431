using Crm.Kernel;
using Crm.Kernel.Access;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Identity.Access;

/// <summary>Asks why somebody can or cannot see or change a record.</summary>
internal sealed record ExplainAccess
{
    /// <summary>The kind of record: <c>contact</c>…</summary>
    [QueryParam] public required string Object { get; init; }

    [QueryParam] public required Guid Id { get; init; }

    /// <summary>Whom it is about; left out, the caller. Others only for whoever may manage members.</summary>
    [QueryParam] public Guid? AccountId { get; init; }
}

internal sealed class ExplainAccessValidator : Validator<ExplainAccess>
{
    public ExplainAccessValidator(OwnedRecords records) =>
        RuleFor(r => r.Object).Must(name => name is not null && records.Find(name) is not null).WithErrorCode("object.unknown").WithMessage("There is no such kind of record with owners.");
}

internal sealed class ExplainAccessEndpoint(IDocumentSession session, OwnedRecords records, RightsBook book, Rights rights, Caller caller) : Endpoint<ExplainAccess, ExplanationView>
{
    public override void Configure()
    {
        Get("/api/v1/access/explanations");
        Permissions(AccessPermissions.ReadMembers);
        this.Describes("explainAccess", "Access", "Say why somebody can or cannot see or change a record", 200, KernelProblems.NotFound, KernelProblems.ValidationFailed);
    }

    public override async Task HandleAsync(ExplainAccess r, CancellationToken ct)
    {
        var about = r.AccountId ?? caller.AccountId;
        if (about != caller.AccountId && !rights.Permissions.ContainsKey(AccessPermissions.WriteMembers)) throw KernelProblems.Forbidden.With("Only who manages members may ask about others.");
        var theirs = about == caller.AccountId ? rights : await book.FindAsync(caller.TenantId, about, ct) ?? throw KernelProblems.NotFound.With();

        var (document, attribute) = records.Find(r.Object)!.Value;
        // Past the guard, which would hide the very record the question is about; only its owner is read.
        var table = session.DocumentStore.Options.Schema.For(document);
        var rows = await session.AdvancedSql.QueryAsync<RecordOwner>($"select jsonb_build_object('ownerId', owner_id, 'trashed', mt_deleted) from {table} where id = ?", ct, r.Id);
        var record = rows is [var only] ? only : throw KernelProblems.NotFound.With();
        await Send.OkAsync(ExplanationView.Of(r.Object, r.Id, theirs, attribute, record), ct);
    }
}

/// <summary>Who owns a record, and whether it lies in the trash.</summary>
public sealed record RecordOwner(Guid? OwnerId, bool Trashed);
