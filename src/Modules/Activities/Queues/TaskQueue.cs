using System.Text.Json.Serialization;
using Crm.Kernel;
using Crm.Kernel.Http;
using FluentValidation;

namespace Crm.Activities.Queues;

/// <summary>Where tasks wait until one of its members takes them.</summary>
internal sealed class TaskQueue : Resource
{
    public string Name { get; set; } = "";
    public IReadOnlyList<Guid> Members { get; set; } = [];

    [JsonIgnore]
    public string NameKey => Name.ToLowerInvariant();

    public void Write(TaskQueueFields fields) => (Name, Members) = (fields.Name.Trim(), fields.Members);
}

/// <summary>All that a client may set on a queue.</summary>
internal sealed record TaskQueueFields
{
    public required string Name { get; init; }

    /// <summary>Accounts that may claim tasks from it: up to 200 active members of the company.</summary>
    public IReadOnlyList<Guid> Members { get; init; } = [];

    public static TaskQueueFields Of(TaskQueue queue) => new() { Name = queue.Name, Members = queue.Members };
}

/// <summary>The rules of a queue, the same whether it is created or patched.</summary>
internal sealed class TaskQueueFieldsValidator : AbstractValidator<TaskQueueFields>
{
    public static TaskQueueFieldsValidator Instance { get; } = new();

    public TaskQueueFieldsValidator()
    {
        RuleFor(q => q.Name).NotEmpty().MaximumLength(100).PlainText();
        RuleFor(q => q.Members).Must(m => m is { Count: <= 200 } && m.Distinct().Count() == m.Count).WithErrorCode("queue.members").WithMessage("Up to 200 members, each once.");
    }
}

/// <summary>A queue as the API shows it.</summary>
/// <param name="Members">Accounts that may claim tasks from it.</param>
internal sealed record TaskQueueView(Guid Id, string Name, IReadOnlyList<Guid> Members, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static TaskQueueView Of(TaskQueue queue) => new(queue.Id, queue.Name, queue.Members, queue.CreatedAt, queue.UpdatedAt);
}
