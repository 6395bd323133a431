using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using FluentValidation;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Crm.Kernel.Importing;

/// <summary>Brings a file along; the body is the file.</summary>
internal sealed record UploadImport
{
    /// <summary>What its rows are: <c>contact</c> or <c>company</c>.</summary>
    [QueryParam] public string Object { get; init; } = "";

    /// <summary>As the file is called where it comes from.</summary>
    [QueryParam] public string FileName { get; init; } = "";

    /// <summary>Whether the first row names the columns; found out if it is not said.</summary>
    [QueryParam] public bool? Header { get; init; }
}

internal sealed class UploadImportValidator : Validator<UploadImport>
{
    public UploadImportValidator()
    {
        RuleFor(u => u.Object).MaximumLength(50).PlainText();
        RuleFor(u => u.FileName).NotEmpty().MaximumLength(200).PlainText();
    }
}

internal sealed class UploadImportEndpoint(IDocumentSession session, ImportIntake intake, IEnumerable<RecordImport> imports, Outbox outbox, Caller caller, TimeProvider clock) : Endpoint<UploadImport, ImportView>
{
    public override void Configure()
    {
        Post("/api/v1/imports");
        Permissions(ImportPermissions.Import);
        this.Describes("uploadImport", "Imports", "Upload a file of records", 201, KernelProblems.TooLarge, KernelProblems.UnsupportedMediaType, KernelProblems.ValidationFailed, ImportProblems.Unreadable, ImportProblems.Empty, ImportProblems.TooManyRows);
        this.TakesFile("text/csv", "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/octet-stream");
        Definition.Description(b => b.WithMetadata(new Unlimited()));
        Summary(s => s.Description = "Separated values (RFC 4180; comma, semicolon, tab or bar; UTF-8, UTF-16 or Windows-1252) or the first sheet of a workbook (XLSX), up to 1,000,000 rows. Nothing is imported yet: the answer says what is in the file and proposes how its columns become fields.");
    }

    public override async Task HandleAsync(UploadImport r, CancellationToken ct)
    {
        var record = imports.FirstOrDefault(i => i.Object == r.Object) ?? throw KernelProblems.ValidationFailed.With($"There is nothing of this kind to import; these are: {string.Join(", ", imports.Select(i => i.Object))}.", "?object");
        if (Rights.Current?.Permissions.ContainsKey(record.Write) is not true) throw KernelProblems.Forbidden.With($"This needs `{record.Write}`.");
        var now = clock.GetUtcNow();
        var custom = await CustomFieldSet.LoadAsync(session, ct);
        var import = await intake.TakeAsync(session.TenantId, Guid.CreateVersion7(now), HttpContext.Request.Body, r.Header, record, custom, ct);
        (import.Object, import.FileName, import.AccountId) = (r.Object, r.FileName.Trim(), caller.AccountId);
        import.Propose(record, custom, await ImportMapping.FindAsync(session, import, ct));
        import.Touch(caller.Actor, now);
        session.Insert(import);
        await outbox.ScheduleAsync(new ExpireImport(import.Id), now + Import.FileLives);
        await Send.CreatedAsync($"/api/v1/imports/{import.Id}", ImportView.Of(import), ct);
    }

    /// <summary>The intake counts the bytes by itself, as they come.</summary>
    private sealed class Unlimited : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
