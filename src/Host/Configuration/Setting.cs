namespace Crm.Host.Configuration;

/// <summary>One thing an operator can set, as the table of docs/operating.md tells it.</summary>
/// <param name="Name">The environment variable.</param>
/// <param name="Example">A value that works.</param>
/// <param name="Meaning">What it does.</param>
internal abstract record Setting(string Name, string Example, string Meaning)
{
    /// <summary>The value taken when the variable is not set.</summary>
    public string? Default { get; init; }

    /// <summary>What happens when it is not set, where that is not a plain value.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Its value is never repeated in a message.</summary>
    public bool Secret { get; init; }

    /// <summary>Read by the scripts in build/ only.</summary>
    public bool ForScripts { get; init; }
}

/// <param name="Parse">Reads a value, or throws <see cref="FormatException"/> with what it should have been.</param>
internal sealed record Setting<T>(string Name, string Example, string Meaning, Func<string, T> Parse) : Setting(Name, Example, Meaning);
