namespace Crm.Host.Configuration;

/// <summary>Reads declared settings and collects a line about each that is wrong.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> complaints = [];

    /// <summary>The value set, else the default, else none.</summary>
    public T? Get<T>(Setting<T> setting)
    {
        var text = Has(setting) ? configuration[setting.Name]!.Trim() : setting.Default;
        if (text is null) return default;
        try
        {
            return setting.Parse(text);
        }
        catch (FormatException wrong)
        {
            Complain(setting, setting.Secret ? $"is {wrong.Message}" : $"is {wrong.Message}: {text}");
            return default;
        }
    }

    public bool Has(Setting setting) => !string.IsNullOrWhiteSpace(configuration[setting.Name]);

    public void Complain(Setting setting, string wrong) => complaints.Add($"{setting.Name} {wrong}. Example: {setting.Name}=\"{setting.Example}\"");

    /// <summary>A misspelt name would otherwise be a setting silently lost.</summary>
    public void RefuseUnknown()
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            var name = key.Replace(":", "__", StringComparison.Ordinal);
            if (value is null || !name.StartsWith("CRM_", StringComparison.OrdinalIgnoreCase)) continue;
            if (SettingsTable.All.Any(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) continue;
            var nearest = SettingsTable.All.MinBy(known => Spelling.Distance(name.ToUpperInvariant(), known.Name))!;
            complaints.Add($"{name} is not a setting. Did you mean {nearest.Name}? Example: {nearest.Name}=\"{nearest.Example}\"");
        }
    }

    public void ThrowIfWrong()
    {
        if (complaints.Count > 0) throw new StartRefusedException([.. complaints.Distinct()]);
    }
}
