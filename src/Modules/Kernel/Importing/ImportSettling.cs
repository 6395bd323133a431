using Crm.Kernel.Access;
using Crm.Kernel.CustomFields;
using Crm.Kernel.Problems;

namespace Crm.Kernel.Importing;

/// <summary>Proposes terms, and holds those that a client sets against the file and the caller's rights.</summary>
internal static class ImportSettling
{
    public static void Propose(this Import import, RecordImport record, CustomFieldSet custom, ImportMapping? saved)
    {
        var fields = record.AllFields(custom);
        var preset = ImportProposal.PresetOf(import.Columns, record.Presets);
        (import.Preset, import.MappingId) = (preset?.Name, saved?.Id);
        if (saved is not null)
        {
            import.Terms = saved.Terms with { Mapping = [.. saved.Terms.Mapping.Select(name => fields.Any(f => f.Name == name) ? name : "")] };
            return;
        }
        var mapping = ImportProposal.Map(import.Columns, fields, preset);
        var key = fields.FirstOrDefault(f => f.IsKey && mapping.Contains(f.Name))?.Name;
        import.Terms = new()
        {
            Mapping = mapping,
            Key = key,
            Mode = key is null ? ImportMode.Create : ImportMode.Upsert,
            DateOrder = ImportProposal.DatesOf(import.Columns),
            DecimalSign = import.Delimiter == ";" ? "," : ".",
        };
    }

    /// <summary>Ends the request with all that does not fit.</summary>
    public static async Task CheckAsync(this Import import, RecordImport record, CustomFieldSet custom, RightsOf members, Guid tenant, CancellationToken ct)
    {
        var (terms, fields, errors) = (import.Terms, record.AllFields(custom).ToDictionary(f => f.Name), new List<ProblemError>());
        if (terms.Mapping.Count != import.Columns.Count) errors.Add(new("/mapping", "mapping.columns", $"The file has {import.Columns.Count} columns."));
        if (terms.Mapping.All(name => name.Length == 0)) errors.Add(new("/mapping", "mapping.empty", "No column goes anywhere."));
        foreach (var (i, name) in terms.Mapping.Index().Where(m => m.Item.Length > 0))
            if (!fields.TryGetValue(name, out var field)) errors.Add(new($"/mapping/{i}", "mapping.field", $"There is no field `{name}` to import."));
            else if (!field.IsList && terms.Mapping.Take(i).Contains(name)) errors.Add(new($"/mapping/{i}", "mapping.twice", $"Two columns go to `{name}`."));
            else if (field.Members.Any(member => Rights.Current?.Of(record.Object, member) is not (null or FieldAccess.Write))) errors.Add(new($"/mapping/{i}", KernelProblems.FieldReadOnly.Code, $"Your role may not write `{name}`."));
        foreach (var name in terms.Defaults.Keys.Where(name => !fields.TryGetValue(name, out var field) || field.Members.Any(member => Rights.Current?.Of(record.Object, member) is not (null or FieldAccess.Write))))
            errors.Add(new($"/defaults/{name.Replace("~", "~0").Replace("/", "~1")}", "mapping.field", $"There is no field `{name}` to set."));
        if (terms.Key is { } key && (!fields.TryGetValue(key, out var by) || !by.IsKey || !terms.Mapping.Contains(key))) errors.Add(new("/key", "key.unfit", $"`{key}` is no mapped field by which records are told apart; these are: {string.Join(", ", fields.Values.Where(f => f.IsKey).Select(f => f.Name))}."));
        if (terms.OwnerId is { } owner && await members.FindAsync(tenant, owner, ct) is null) errors.Add(new("/ownerId", KernelProblems.OwnerUnknown.Code, KernelProblems.OwnerUnknown.Title));
        if (errors.Count > 0) throw new ProblemException(KernelProblems.ValidationFailed) { Errors = errors };
    }
}
