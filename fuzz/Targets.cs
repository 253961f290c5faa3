using Holdfast.Fuzz.Ah;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Capture;
using Holdfast.Fuzz.Codec;
using Holdfast.Fuzz.Esp;
using Holdfast.Fuzz.Gateway;
using Holdfast.Fuzz.Ike;
using Holdfast.Fuzz.Ike.V1;
using Holdfast.Fuzz.Json;
using Holdfast.Fuzz.Reassembly;
using Holdfast.Fuzz.Schedules;
using Holdfast.Fuzz.Simulator;
using Holdfast.Fuzz.Streams;

namespace Holdfast.Fuzz;

/// <summary>The targets by name.</summary>
internal static class Targets
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new Ikev1Target(), new Ikev2Target(), new EspCodecTarget(), new AhCodecTarget(),
        new HsrpTarget(), new BfdTarget(), new GreTarget(), new NhrpTarget(), new CarriersTarget(),
        new CaptureBlocksTarget(), new SyncRecordsTarget(),
        new SealedMessageTarget(), new FragmentedMessageTarget(),
        new EspOpenTarget(), new AhOpenTarget(),
        new TcpFramesTarget(), new SyncFramesTarget(), new CaptureFileTarget(),
        new FragmentsTarget(), new TcpSegmentsTarget(),
        new ClusterConfigTarget(), new ScenarioTarget(),
        new SchedulesTarget(), new PlansTarget(),
        new HandshakeTarget(), new ExchangeTarget(), new ModesTarget(),
        new KeyMaterialTarget(),
        new CertificatesTarget(), new OffloadTarget(),
        new GatewayConfigTarget(), new StatusTarget(),
    ];

    // Not among them: it is there to be caught.
    private static CanaryTarget Canary { get; } = new();

    /// <summary>The target of a name, the canary among them; null: none has it.</summary>
    public static IFuzzTarget? Named(string name) =>
        All.Append(Canary).FirstOrDefault(one => one.Name == name) is { } target
            ? AsBuilt(target)
            : null;

#if HOLDFAST_PLANTED
    private static IFuzzTarget AsBuilt(IFuzzTarget target) =>
        new PlantedTarget(target, Commands.Arguments.InTree);
#else
    private static IFuzzTarget AsBuilt(IFuzzTarget target) => target;
#endif
}
