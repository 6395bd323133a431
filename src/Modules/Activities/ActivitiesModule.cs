using Crm.Kernel;
namespace Crm.Activities;
public sealed class ActivitiesModule : IModule;
