using System.Reflection;
using FluentValidation;
using FluentValidation.Validators;

namespace Crm.Host.OpenApi;

/// <summary>The unconditional rules of every endpoint's validator, by declaring type and member; <c>Tags[]</c> holds those of the elements.</summary>
internal sealed class ValidationRules
{
    private readonly Dictionary<(Type, string), Constraints> found = [];
    private readonly HashSet<(Type, Type)> read = [];
    private readonly IServiceProvider services;

    public ValidationRules(IReadOnlyCollection<Act> acts, IServiceProvider services)
    {
        this.services = services;
        foreach (var definition in acts.Select(act => act.Definition).Where(definition => definition.ValidatorType is not null).Distinct())
            Read(Create(definition.ValidatorType!), definition.ReqDtoType);
        foreach (var fields in acts.Select(act => act.Patched).OfType<Type>().Distinct())
            foreach (var validator in fields.Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IValidator<>).MakeGenericType(fields)))) Read(Create(validator), fields);
    }

    public Constraints? For(MemberInfo member) => found.GetValueOrDefault((member.DeclaringType!, member.Name));

    public Constraints? ForEach(MemberInfo member) => found.GetValueOrDefault((member.DeclaringType!, member.Name + "[]"));

    private void Read(IValidator validator, Type type)
    {
        if (!read.Add((validator.GetType(), type))) return;
        foreach (var rule in validator.CreateDescriptor().Rules.Where(rule => rule.Member is not null))
        {
            foreach (var component in rule.Components)
            {
                if (component.Validator is IChildValidatorAdaptor { ValidatorType: { } child }) Read(Create(child), rule.TypeToValidate);
                else if (!rule.HasCondition && !rule.HasAsyncCondition && !component.HasCondition && !component.HasAsyncCondition) Constrain(rule).Add(component.Validator);
            }
        }
    }

    private Constraints Constrain(IValidationRule rule)
    {
        var each = rule.GetType().GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ICollectionRule<,>));
        var key = (rule.Member.DeclaringType!, rule.Member.Name + (each ? "[]" : ""));
        return found.TryGetValue(key, out var constraints) ? constraints : found[key] = new();
    }

    private IValidator Create(Type type) => (IValidator)ActivatorUtilities.CreateInstance(services, type);
}
