# The sample scoring service. Context: what `eng/images.sh` publishes.
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
FROM ${BASE}
WORKDIR /app
COPY app/ ./
ENV ASPNETCORE_HTTP_PORTS=8080 DOTNET_EnableDiagnostics=0
EXPOSE 8080
USER 1654:1654
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=60s CMD ["dotnet", "ScoringService.dll", "health"]
ENTRYPOINT ["dotnet", "ScoringService.dll"]
