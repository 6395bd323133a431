namespace Crm.Contacts.Stages;

/// <summary>A stage as the API shows it.</summary>
/// <param name="Key">What contacts name it by; never changes.</param>
/// <param name="Label">For people.</param>
/// <param name="Category">What it means for the relation.</param>
/// <param name="Position">Its place in the order, from 0.</param>
internal sealed record StageView(string Key, string Label, StageCategory Category, int Position);
