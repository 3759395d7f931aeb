# The local broker, for development and tests. Context: what `eng/images.sh` publishes.
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
FROM ${BASE}
WORKDIR /app
COPY app/ ./
# The events: a volume made from this image belongs to the program's user.
COPY --chown=1654:1654 volume/ /
ENV DOTNET_EnableDiagnostics=0
EXPOSE 5672
USER 1654:1654
STOPSIGNAL SIGTERM
VOLUME /data
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["dotnet", "ModelData.LocalEventHubs.dll", "health"]
ENTRYPOINT ["dotnet", "ModelData.LocalEventHubs.dll"]
CMD ["--address", "0.0.0.0", "--data", "/data", "--hub", "modeldata", "--partitions", "4"]
