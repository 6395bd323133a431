using Crm.Kernel.Http;
using FastEndpoints;
using FluentValidation;
using Marten;

namespace Crm.Kernel.Importing;

/// <summary>Saves the terms of an import, to be proposed again for files with the same header.</summary>
internal sealed record SaveImportMapping
{
    public required string Name { get; init; }

    /// <summary>The import whose header and terms are saved.</summary>
    public required Guid ImportId { get; init; }
}

/// <summary>A saved mapping as the API shows it.</summary>
/// <param name="Headers">Of the files it is proposed for.</param>
internal sealed record ImportMappingView(Guid Id, string Object, string Name, IReadOnlyList<string> Headers, ImportTerms Terms, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static ImportMappingView Of(ImportMapping m) => new(m.Id, m.Object, m.Name, m.Headers, m.Terms, m.CreatedAt, m.CreatedBy);
}

internal sealed class SaveImportMappingValidator : Validator<SaveImportMapping>
{
    public SaveImportMappingValidator() => RuleFor(m => m.Name).NotEmpty().MaximumLength(100).PlainText();
}

internal sealed class SaveImportMappingEndpoint(IDocumentSession session, Caller caller, TimeProvider clock) : Endpoint<SaveImportMapping, ImportMappingView>
{
    public override void Configure()
    {
        Post("/api/v1/import-mappings");
        Permissions(ImportPermissions.Import);
        this.Describes("saveImportMapping", "Imports", "Save how an import's columns become fields, for files with the same header", 201, Problems.KernelProblems.NotFound);
    }

    public override async Task HandleAsync(SaveImportMapping r, CancellationToken ct)
    {
        var import = await session.ImportAsync(r.ImportId, caller, ct);
        var mapping = new ImportMapping { Object = import.Object, Name = r.Name.Trim(), Headers = [.. import.Columns.Select(c => c.Header)], HeadersKey = import.HeadersKey, Terms = import.Terms };
        mapping.Touch(caller.Actor, clock.GetUtcNow());
        session.Insert(mapping);
        await Send.ResponseAsync(ImportMappingView.Of(mapping), 201, ct);
    }
}
