using System.Reflection;
using Crm.Kernel.Access;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Jobs;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using Crm.Kernel.Views;
using FastEndpoints;
using FluentValidation;

namespace Crm.Kernel.Exports;

/// <summary>Wants records as a file. It holds what the caller may see at the time it is written.</summary>
internal sealed record StartExport
{
    /// <summary>Which kind of record: <c>contact</c> or <c>company</c>.</summary>
    public required string Object { get; init; }

    /// <summary>
    /// <c>csv</c> (UTF-8 with a byte order mark; a cell that a spreadsheet would take for a formula gets an apostrophe, but E.164 phone numbers), <c>ndjson</c> (a record a line, as
    /// the API shows it), <c>xlsx</c> (up to 1,048,575 rows) or <c>vcard</c> (4.0, for people and companies).
    /// </summary>
    public required RecordFormat Format { get; init; }

    /// <summary>Which records; all if there is none.</summary>
    public Filter? Filter { get; init; }

    /// <summary>A saved view whose records alone are meant, as it is now; in its order unless <c>sort</c> says another.</summary>
    public Guid? View { get; init; }

    /// <summary>Up to four fields. By a field that changes meanwhile, such as <c>updatedAt</c>, a record may be missed.</summary>
    public IReadOnlyList<SortOrder>? Sort { get; init; }

    /// <summary>Members to write; all others are left out.</summary>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Exports the trash instead of what is live.</summary>
    public bool Trashed { get; init; }
}

internal sealed class StartExportValidator : Validator<StartExport>
{
    public StartExportValidator()
    {
        RuleFor(e => e.Object).MaximumLength(50);
        RuleFor(e => e.Fields).Must(fields => fields is null or { Count: > 0 and <= 200 }).WithMessage("Between one and 200 members, or none to have all.");
    }
}

internal sealed class StartExportEndpoint(RecordFilters filters, SavedViews views, IEnumerable<RecordExport> exports, JobStart jobs, TimeProvider clock) : Endpoint<StartExport, JobView>
{
    public override void Configure()
    {
        Post("/api/v1/exports");
        Permissions(ExportPermissions.Export);
        this.Describes("startExport", "Jobs", "Export records as a file", 202, FilterProblems.Invalid, FilterProblems.TooComplex, ViewProblems.Unknown, KernelProblems.Invalid, KernelProblems.FieldHidden);
    }

    public override async Task HandleAsync(StartExport r, CancellationToken ct)
    {
        if (filters.Find(r.Object) is not { } known || exports.FirstOrDefault(e => e.Object == r.Object) is not { } export)
            throw KernelProblems.ValidationFailed.With($"There is nothing of this kind to export; these are: {string.Join(", ", exports.Select(e => e.Object))}.", "/object");
        if (known.Document.GetCustomAttribute<RecordsAttribute>() is { } records && Rights.Current?.Permissions.ContainsKey(records.Read) is not true)
            throw KernelProblems.Forbidden.With($"This needs `{records.Read}`.");
        if (r.Format is RecordFormat.Vcard && !export.HasCards) throw KernelProblems.ValidationFailed.With("Only people and companies have cards.", "/format");
        CheckFields(r.Fields, export);
        var kind = await filters.WithCustomAsync(known, ct);
        if (r.View is { } id)
        {
            var view = await views.OpenAsync(id, r.Object, "/view", ct);
            r = r with { View = null, Filter = Filter.Both(view.Filter, r.Filter), Sort = r.Sort is { Count: > 0 } ? r.Sort : view.Sort };
        }
        foreach (var key in kind.Fields.Sort(r.Sort)) _ = key.Field.Seen("/sort");
        _ = await filters.CompileAsync(kind, r.Filter, "/filter", ct);

        var job = await jobs.BeginAsync(ExportRunner.JobKind, r);
        HttpContext.Response.Headers.Location = $"/api/v1/jobs/{job.Id}";
        await Send.ResponseAsync(JobView.Of(job, null, clock.GetUtcNow()), 202, ct);
    }

    private static void CheckFields(IReadOnlyList<string>? fields, RecordExport export)
    {
        var known = Json.Options.GetTypeInfo(export.View).Properties.Select(p => p.Name).ToHashSet();
        foreach (var (i, field) in (fields ?? []).Index())
        {
            if (!known.Contains(field)) throw KernelProblems.ValidationFailed.With($"`{field}` is not a member; these are: {string.Join(", ", known)}.", $"/fields/{i}");
            if (!ExportPage.Shows(export, null, field)) throw KernelProblems.FieldHidden.With(pointer: $"/fields/{i}");
        }
    }
}
