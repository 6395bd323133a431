using Crm.Host;

return await Verbs.RunAsync(args);
