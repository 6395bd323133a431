using System.Reflection;
using System.Text.Json;
using Crm.Kernel.Http;

namespace Crm.Kernel.Access;

/// <summary>Every kind of record that people own, found in the modules.</summary>
public sealed class OwnedRecords(IEnumerable<IModule> modules)
{
    private readonly Dictionary<string, (Type Document, RecordsAttribute Records)> byName = modules.SelectMany(m => m.GetType().Assembly.GetTypes())
        .Where(type => type.IsDefined(typeof(RecordsAttribute)))
        .ToDictionary(type => JsonNamingPolicy.CamelCase.ConvertName(type.Name), type => (type, type.GetCustomAttribute<RecordsAttribute>()!));

    public IReadOnlyCollection<string> Names => byName.Keys;

    public (Type Document, RecordsAttribute Records)? Find(string name) => byName.TryGetValue(name, out var found) ? found : null;

    /// <summary>Whether a scope makes sense for the permission.</summary>
    public bool AreOpenedBy(string permission) => byName.Values.Any(r => r.Records.Read == permission || r.Records.Write == permission);
}

/// <summary>Every field that a rule of a role can hide or protect, found in the modules' views.</summary>
public sealed class RuledFields(IEnumerable<IModule> modules)
{
    private readonly HashSet<(string Object, string Field)> all =
    [
        .. from type in modules.SelectMany(m => m.GetType().Assembly.GetTypes())
           let view = type.GetCustomAttribute<HidesFieldsAttribute>()
           where view is not null
           from property in Json.Options.GetTypeInfo(type).Properties
           where !view.Always.Contains(property.Name)
           select (view.Object, property.Name),
    ];

    public bool Has(string record, string field) => all.Contains((record, field));
}
