using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Holdfast.Server.Running;

/// <summary>Sends metrics and traces by OTLP when an endpoint is configured; else nothing is collected.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly MeterProvider? meters;
    private readonly TracerProvider? traces;

    private Telemetry(MeterProvider? meters, TracerProvider? traces) => (this.meters, this.traces) = (meters, traces);

    /// <param name="endpoint">Null for what <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, or nowhere.</param>
    internal static Telemetry Start(string? endpoint, IConfiguration configuration)
    {
        endpoint ??= configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint)) return new(null, null);
        var resource = ResourceBuilder.CreateDefault().AddService("holdfast");

        // Over HTTP each signal has its own path; over gRPC the service's name says it.
        Action<OtlpExporterOptions> To(string signal) => options =>
            options.Endpoint = new(options.Protocol == OtlpExportProtocol.HttpProtobuf ? $"{endpoint.TrimEnd('/')}/v1/{signal}" : endpoint);
        return new(
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter("Holdfast", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddOtlpExporter(To("metrics")).Build(),
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
                .AddSource("Holdfast", "Microsoft.AspNetCore")
                .AddOtlpExporter(To("traces")).Build());
    }

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        meters?.Dispose();
        traces?.Dispose();
    }
}
