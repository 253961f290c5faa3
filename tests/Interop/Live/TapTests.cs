namespace Holdfast.Tests.Interop.Live;

/// <summary>Several who record on one segment do not cut each other's recordings short.</summary>
[Collection(Lab.Second)]
public sealed class TapTests
{
    [LiveFact]
    public void Each_sees_all_that_passed_however_often_another_one_looks()
    {
        using var lab = new Lab();
        using var one = new EspTap(lab, "br-out", "icmp");
        using var other = new EspTap(lab, "br-out", "icmp");
        for (var count = 1; count <= 3; count++)
        {
            // A question and its answer.
            lab.In("carol", "ping", "-c", "1", "-W", "5", "192.168.0.1");
            Assert.Equal(2 * count, other.SoFar().Count);
        }

        Assert.Equal(6, one.SoFar().Count);
    }
}
