using Crm.Kernel.CustomFields;
using Crm.Kernel.Filters;
using Crm.Kernel.Http;
using Crm.Kernel.Lists;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Schemas;

/// <summary>Asks what records of a kind can be filtered and sorted by.</summary>
internal sealed record GetSchema
{
    /// <summary>The kind of record: <c>contact</c>.</summary>
    [RouteParam] public string Object { get; init; } = "";
}

/// <summary>What records of a kind can be filtered and sorted by.</summary>
/// <param name="Relations">Related records, whose fields can be named after a dot: <c>company.industry</c>.</param>
internal sealed record SchemaView(string Object, IReadOnlyList<SchemaField> Fields, IReadOnlyList<SchemaRelation> Relations);

/// <summary>One field of a record.</summary>
/// <param name="Name">As filters call it.</param>
/// <param name="Operators">What it can be compared by.</param>
/// <param name="CustomField">The company's own definition of it, if it has one.</param>
internal sealed record SchemaField(string Name, FieldType Type, IReadOnlyList<FilterOperator> Operators, bool Sortable, CustomFieldView? CustomField);

/// <summary>Records tied to this one.</summary>
internal sealed record SchemaRelation(string Name, string Object);

internal sealed class GetSchemaEndpoint(IDocumentSession session, RecordFilters filters) : Endpoint<GetSchema, SchemaView>
{
    public override void Configure()
    {
        Get("/api/v1/schema/{object}");
        Permissions(CustomFieldPermissions.Read);
        this.Describes("getSchema", "Custom fields", "Read what records of a kind can be filtered and sorted by", 200);
    }

    public override async Task HandleAsync(GetSchema r, CancellationToken ct)
    {
        var kind = filters.Find(r.Object) ?? throw KernelProblems.NotFound.With();
        var set = await CustomFieldSet.LoadAsync(session, ct);
        var fields = kind.Fields.Fields.Select(f => View(f, null)).Concat(set.Of(r.Object).Zip((await filters.OwnAsync(ct, set)).FieldsOf(r.Object), (f, field) => View(field, CustomFieldView.Of(set, f))));
        await Send.OkAsync(new(r.Object, [.. fields], [.. kind.Fields.Relations.Select(relation => new SchemaRelation(relation.Name, relation.Object))]), ct);
    }

    private static SchemaField View(Field field, CustomFieldView? custom) => new(field.Name, field.Type, FieldOperators.Of(field.Type), field.Sortable, custom);
}
