namespace Crm.Host;

/// <summary>What the program was started for.</summary>
internal enum HostMode
{
    /// <summary>Answers requests and handles messages.</summary>
    Serve,

    /// <summary>Changes schemas, as the administrator; answers nothing.</summary>
    Migrate,

    /// <summary>Looks at itself, or at stored messages; answers nothing.</summary>
    Inspect,
}
