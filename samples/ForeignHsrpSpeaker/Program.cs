using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Hsrp;

var report = HsrpConformance.Of(1, HsrpReading.Repaired, settings =>
{
    var speaker = new Speaker(settings);
    return new Subject<HsrpTold, HsrpSaid>(speaker.Tell, speaker.Due);
}).Run(seed: 2281, cases: 100);
Console.WriteLine(report);
return report.Passed ? 0 : 1;
