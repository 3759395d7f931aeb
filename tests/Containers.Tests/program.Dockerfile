# Any of the test programs, as it is built. Context: its output folder. The container says which program of it runs.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY . ./
ENV DOTNET_EnableDiagnostics=0 ASPNETCORE_HTTP_PORTS=8080
USER 1654:1654
