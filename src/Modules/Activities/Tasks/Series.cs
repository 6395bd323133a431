namespace Crm.Activities.Tasks;

/// <summary>What a recurring task has in common with those before and after it.</summary>
/// <param name="Id">The first one's id.</param>
/// <param name="StartsOn">From where the rule counts.</param>
/// <param name="At">Time of the day where the company is; none if due all day. Kept, since a day on which clocks are changed may lack it.</param>
/// <param name="Number">From 1.</param>
internal sealed record Series(Guid Id, DateOnly StartsOn, TimeOnly? At, int Number);
