namespace Holdfast.Tests.Interop.Live;

/// <summary>Somebody outside to whom no frame comes that is for its MAC address alone; whoever
/// records the segment sees them, and what it says itself is heard.</summary>
internal sealed class Unheard : IDisposable
{
    private const string VirtualMac = "00:00:0c:9f:f0:01";
    private readonly Lab _lab;
    private readonly string _mac;
    private bool _isOver;

    private Unheard(Lab lab, string mac)
    {
        (_lab, _mac) = (lab, mac);

        // The bridge takes for itself what is for an address of its own.
        Entry("replace", "permanent");
        Since = DateTime.UtcNow;
    }

    /// <summary>From when on, at the latest.</summary>
    public DateTime Since { get; }

    /// <summary>A host.</summary>
    public static Unheard Of(Lab lab, string name) =>
        new(lab, lab.In(name, "cat", "/sys/class/net/out/address").Trim());

    /// <summary>Whoever has the virtual address.</summary>
    public static Unheard OfGateway(Lab lab) => new(lab, VirtualMac);

    /// <summary>It hears again.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            Entry("del");
        }
    }

    private void Entry(string verb, params string[] more) => _lab.In(
        "net", ["bridge", "fdb", verb, _mac, "dev", "br-out", "self", .. more]);
}
