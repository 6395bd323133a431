using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Http;
using Crm.Kernel.Problems;
using FastEndpoints;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Asks what columns of a file can go to.</summary>
internal sealed record ListImportFields
{
    /// <summary>The kind of record: <c>contact</c>.</summary>
    [RouteParam] public string Object { get; init; } = "";
}

/// <summary>What columns of a file can go to.</summary>
internal sealed record ImportFieldsView(string Object, IReadOnlyList<ImportFieldView> Fields);

/// <summary>Something of a record that a column can go to.</summary>
/// <param name="Name">As mappings name it.</param>
/// <param name="Label">Of the company's own fields.</param>
/// <param name="Key">Whether rows and records can be the same by it.</param>
/// <param name="List">Whether several columns can go to it.</param>
internal sealed record ImportFieldView(string Name, string? Label, bool Key, bool List);

internal sealed class ListImportFieldsEndpoint(IDocumentSession session, IEnumerable<RecordImport> imports) : Endpoint<ListImportFields, ImportFieldsView>
{
    public override void Configure()
    {
        Get("/api/v1/import-fields/{object}");
        Permissions(ImportPermissions.Import);
        this.Describes("listImportFields", "Imports", "List what columns of a file can go to", 200);
    }

    public override async Task HandleAsync(ListImportFields r, CancellationToken ct)
    {
        var record = imports.FirstOrDefault(i => i.Object == r.Object) ?? throw KernelProblems.NotFound.With();
        var fields = record.AllFields(await CustomFieldSet.LoadAsync(session, ct)).Where(f => f.Members.All(member => Rights.Current?.Of(r.Object, member) is null or FieldAccess.Write));
        await Send.OkAsync(new(r.Object, [.. fields.Select(f => new ImportFieldView(f.Name, f.Custom?.Label, f.IsKey, f.IsList))]), ct);
    }
}
