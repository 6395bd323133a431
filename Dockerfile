# The host and nothing else: the image has no shell and no package manager, and the account no rights. "extra" has the time zones.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src src
RUN dotnet publish src/Host/Crm.Host.csproj -c Release -o /app && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /var/lib/crm
ENV CRM_ENVIRONMENT=Production CRM_URL=http://0.0.0.0:5080 CRM_LOCAL=/var/lib/crm
EXPOSE 5080 6080
VOLUME /var/lib/crm
USER 1654
ENTRYPOINT ["dotnet", "Crm.Host.dll"]
CMD ["serve"]
