using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Hsrp;
using Outside;

// Two routers and a watch over one peer in one event loop; what is lost is told in a header of
// our own, read again by the parser that was made of its figure.
var loop = new Loop();
var link = new List<Router>();
var (first, second) = (
    new Router(loop, link, "192.0.2.1", priority: 110),
    new Router(loop, link, "192.0.2.2", priority: 100));
var watch = new Watch(loop, seconds =>
{
    var octets = new AlarmValue { Time = seconds, Text = new Octets("peer lost"u8) }.ToArray();
    Console.WriteLine(Convert.ToHexStringLower(octets));
    Console.WriteLine(Alarm.TryParse(octets, out var alarm, out var error)
        ? alarm.Format() : $"{error}");
    octets[^1] ^= 1;
    Console.WriteLine(Alarm.TryParse(octets, out _, out error) ? "taken" : $"{error}");
});
first.Take(new HsrpGroup.Input.Enable());
second.Take(new HsrpGroup.Input.Enable());
foreach (var milliseconds in (int[])[20_000, 50_000])
{
    loop.In(milliseconds, () => watch.Take(new DeadPeerDetection.Input.Outbound()));
}

loop.In(40_000, () => watch.IsPlugged = false);
loop.In(60_000, () => first.Take(new HsrpGroup.Input.Disable()));
loop.Run(until: Instant.FromMilliseconds(100_000));
Console.WriteLine($"active: {first.IsActive}, {second.IsActive}");

// A speaker of somebody else, held to RFC 2281.
var report = HsrpConformance.Of(1, HsrpReading.Repaired, settings =>
{
    var speaker = new Speaker(settings);
    return new Subject<HsrpTold, HsrpSaid>(speaker.Tell, speaker.Due);
}).Run(seed: 2281, cases: 20);
Console.WriteLine($"{report.Verdicts.Count} properties, conforms: {report.Passed}");
