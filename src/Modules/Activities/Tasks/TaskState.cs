using System.Text.Json;

namespace Crm.Activities.Tasks;

/// <summary>How far a task is.</summary>
internal enum TaskState
{
    Open,
    InProgress,
    Done,
    Cancelled,
}

/// <summary>How much a task matters.</summary>
internal enum TaskPriority
{
    Low,
    Normal,
    High,
    Urgent,
}

/// <summary>The words as the API and the columns have them.</summary>
internal static class Words
{
    public static string Wire<T>(this T word) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(word.ToString());
}
