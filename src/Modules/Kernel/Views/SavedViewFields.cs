using Crm.Contracts.Identity;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FluentValidation;

namespace Crm.Kernel.Views;

/// <summary>All that a client may set on a view.</summary>
internal sealed record SavedViewFields
{
    /// <summary>The kind of record it shows, such as <c>contact</c>; never changes.</summary>
    public required string Object { get; init; }

    public required string Name { get; init; }
    public ViewLayout Layout { get; init; }
    public ViewVisibility Visibility { get; init; }

    /// <summary>Whose members see it; with the visibility <c>team</c>, and only there.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Which records; all if there is none. <c>me</c> is whoever looks.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Up to four fields; the usual order of the records if there are none.</summary>
    public IReadOnlyList<SortOrder> Sort { get; init; } = [];

    /// <summary>Members to show, up to 60, in this order: for whoever shows them, since an answer has them all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The field whose values are a board's columns; a board needs one.</summary>
    public string? GroupBy { get; init; }

    /// <summary>The time or day that places records in a calendar; a calendar needs one.</summary>
    public string? DateField { get; init; }

    public static SavedViewFields Of(SavedView v) => new()
    {
        Object = v.Object,
        Name = v.Name,
        Layout = v.Layout,
        Visibility = v.Visibility,
        TeamId = v.TeamId,
        Filter = v.Filter,
        Sort = v.Sort,
        Columns = v.Columns,
        GroupBy = v.GroupBy,
        DateField = v.DateField,
    };

    public void WriteTo(SavedView v)
    {
        (v.Object, v.Name, v.Layout, v.Visibility, v.TeamId) = (Object, Name.Trim(), Layout, Visibility, TeamId);
        (v.Filter, v.Sort, v.Columns, v.GroupBy, v.DateField) = (Filter, Sort, Columns, GroupBy, DateField);
    }

    /// <summary>Refuses what could never be shown: fields that are not there, a filter that makes no sense, a team that does not exist.</summary>
    public async Task CheckAsync(RecordFilters filters, IMemberDirectory members, CancellationToken ct)
    {
        if (filters.Find(Object) is not { } known) throw KernelProblems.ValidationFailed.With("There are no such records.", "/object");
        var kind = await filters.WithCustomAsync(known, ct);
        await filters.CompileAsync(kind, Filter, "/filter", ct);
        kind.Fields.Sort(Sort);
        Need(Layout is ViewLayout.Board, GroupBy, f => f is { Type: FieldType.Text or FieldType.TextList or FieldType.Account or FieldType.Uuid or FieldType.Boolean }, kind, "/groupBy");
        Need(Layout is ViewLayout.Calendar, DateField, f => f is { Type: FieldType.Moment or FieldType.Day }, kind, "/dateField");
        if ((Visibility is ViewVisibility.Team) != TeamId is not null) throw KernelProblems.ValidationFailed.With("A view for a team names it; no other view does.", "/teamId");
        if (TeamId is { } team && await members.TeamAsync(team, ct) is null) throw KernelProblems.OwnerUnknown.With("There is no such team.", "/teamId");
    }

    private static void Need(bool needed, string? name, Func<Field, bool> fits, RecordKind kind, string pointer)
    {
        if (name is null && needed) throw KernelProblems.ValidationFailed.With("This layout needs a field.", pointer);
        if (name is not null && (kind.Fields.Find(name) is not { } field || !fits(field))) throw KernelProblems.ValidationFailed.With($"`{name}` is no field that serves here.", pointer);
    }
}

internal sealed class SavedViewFieldsValidator : AbstractValidator<SavedViewFields>
{
    public static SavedViewFieldsValidator Instance { get; } = new();

    public SavedViewFieldsValidator()
    {
        RuleFor(v => v.Object).NotEmpty().MaximumLength(40);
        RuleFor(v => v.Name).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(v => v.Sort).Must(s => s.Count <= 4).WithErrorCode("sort.tooMany").WithMessage("At most four fields.");
        RuleFor(v => v.Columns).Must(c => c.Count <= 60 && c.Distinct().Count() == c.Count).WithErrorCode("columns.count").WithMessage("Up to 60 members, each once.");
        RuleForEach(v => v.Columns).Matches(@"^[a-zA-Z][a-zA-Z0-9.]{0,99}\z");
        RuleFor(v => v.GroupBy).MaximumLength(100);
        RuleFor(v => v.DateField).MaximumLength(100);
    }
}

/// <summary>A saved view as the API shows it.</summary>
/// <param name="Object">The kind of record it shows.</param>
/// <param name="TeamId">Whose members see it, of a view for a team.</param>
/// <param name="Filter">Which records; all if there is none.</param>
/// <param name="Columns">Members to show, in this order.</param>
/// <param name="GroupBy">The field whose values are a board's columns.</param>
/// <param name="DateField">The field that places records in a calendar.</param>
/// <param name="AccountId">Who made it.</param>
/// <param name="Writable">Whether the caller may change it.</param>
internal sealed record SavedViewView(
    Guid Id, string Object, string Name, ViewLayout Layout, ViewVisibility Visibility, Guid? TeamId, Filter? Filter, IReadOnlyList<SortOrder> Sort, IReadOnlyList<string> Columns,
    string? GroupBy, string? DateField, Guid AccountId, bool Writable, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SavedViewView Of(SavedView v, bool writable) =>
        new(v.Id, v.Object, v.Name, v.Layout, v.Visibility, v.TeamId, v.Filter, v.Sort, v.Columns, v.GroupBy, v.DateField, v.AccountId, writable, v.CreatedAt, v.UpdatedAt);
}
