using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Xfrm;

/// <summary>
/// A pair of CHILD SAs in the kernel. Law: its keys come there once, it sends no packet beyond what
/// was granted, and once it is out of the kernel it never comes back.
/// </summary>
internal sealed class XfrmPair : IDisposable
{
    private readonly IXfrmKernel _kernel;
    private readonly Action<XfrmPair> _left;
    private readonly XfrmAlgorithm _algorithm;
    private readonly uint _block;
    private bool _wasGranted;
    private bool _isOver;
    private bool _hasIn;
    private bool _hasOut;

    /// <param name="kernel">Where it is.</param>
    /// <param name="algorithm">Its suite.</param>
    /// <param name="block">Packets of a lease.</param>
    /// <param name="left">Hears that it is gone.</param>
    public XfrmPair(
        IXfrmKernel kernel, XfrmAlgorithm algorithm, uint block, Action<XfrmPair> left) =>
        (_kernel, _algorithm, _block, _left) = (kernel, algorithm, block, left);

    /// <summary>What comes.</summary>
    public required XfrmSa In { get; init; }

    /// <summary>What goes.</summary>
    public required XfrmSa Out { get; init; }

    /// <summary>What goes, as the kernel chooses it.</summary>
    public required Items<XfrmSelector> Selectors { get; init; }

    /// <summary>Over which packets go; where the peer has moved it is another pair.</summary>
    public required Flow Flow { get; init; }

    /// <summary>Whether it hears.</summary>
    public bool Hears { get; private set; }

    /// <summary>Whether it sends.</summary>
    public bool Sends { get; private set; }

    /// <summary>Whether it sends nothing any more, and is to be rekeyed.</summary>
    public bool IsSpent => _isOver || !Hears || (_wasGranted && !Sends);

    /// <summary>Whether somebody has seen that it is spent.</summary>
    public bool IsMissed { get; set; }

    /// <summary>Packets that it may send, in all its life.</summary>
    public ulong Granted { get; private set; }

    /// <summary>What it has sent.</summary>
    public XfrmCounters Sent { get; private set; }

    /// <summary>What has come.</summary>
    public XfrmCounters Heard { get; private set; }

    /// <summary>It hears from now on; the error of the system, 0: it does.</summary>
    public int Listen(KeyMaterial keys)
    {
        keys.KeysOf(isOurs: false, out var encryption, out var integrity);
        if (_isOver)
        {
            return 0;
        }

        var error = _kernel.Add(In, _algorithm, encryption, integrity, XfrmLimits.None);
        GC.KeepAlive(keys);
        Hears = _hasIn = error == 0;
        return error;
    }

    /// <summary>
    /// It may send so many packets in all, and octets; leases never shrink. The error of the
    /// system; 0: it may.
    /// </summary>
    /// <param name="packets">As another member has acknowledged.</param>
    /// <param name="octets">Octets, where its life is bounded by them.</param>
    /// <param name="keys">Its keys, for the first time that it may.</param>
    public int Grant(ulong packets, ulong octets, KeyMaterial? keys)
    {
        if (packets <= Granted || IsSpent)
        {
            return 0;
        }

        // The kernel says so in time to ask for more: what is at its limit is gone.
        var low = Math.Min(packets / 2, _block / 2);
        var limits = new XfrmLimits(packets - low, packets, octets);
        int error;
        if (_wasGranted)
        {
            error = _kernel.Limit(Out, _algorithm, limits);
        }
        else if (keys is null)
        {
            return 0;
        }
        else
        {
            keys.KeysOf(isOurs: true, out var encryption, out var integrity);
            error = _kernel.Add(Out, _algorithm, encryption, integrity, limits);
            GC.KeepAlive(keys);
            _hasOut = error == 0;
        }

        _wasGranted = true;
        Sends = error == 0;
        Granted = Sends ? packets : Granted;
        return error;
    }

    /// <summary>Asks the kernel how much it has carried; how much that is more than before, out and
    /// in.</summary>
    public (XfrmCounters Out, XfrmCounters In) Look()
    {
        var (sent, heard) = (Sent, Heard);
        if (Sends)
        {
            var now = _kernel.CountersOf(Out, isOut: true);
            Sends = now is not null;
            Sent = now ?? Sent;
        }

        if (Hears)
        {
            var now = _kernel.CountersOf(In, isOut: false);
            Hears = now is not null;
            Heard = now ?? Heard;
        }

        return (Less(Sent, sent), Less(Heard, heard));
    }

    /// <summary>The kernel says that what goes has come to a limit; how much it has carried that is
    /// more than before.</summary>
    public XfrmCounters Expire(XfrmExpiry expiry)
    {
        var before = Sent;

        // It says packets, and not numbers.
        Sent = expiry.Counters with
        {
            Number = Math.Max(Sent.Number, expiry.Counters.Packets),
        };
        Sends &= !expiry.IsOver;
        return Less(Sent, before);
    }

    /// <summary>It is out of the kernel, for ever.</summary>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            Remove(_hasIn, In);
            Remove(_hasOut, Out);
            (Hears, Sends) = (false, false);
            _left(this);
        }
    }

    /// <summary>What was refused may be another one's.</summary>
    private void Remove(bool isOurs, XfrmSa sa)
    {
        if (isOurs)
        {
            _kernel.Remove(sa);
        }
    }

    private static XfrmCounters Less(XfrmCounters now, XfrmCounters before) => new(
        now.Packets - Math.Min(now.Packets, before.Packets),
        now.Octets - Math.Min(now.Octets, before.Octets), now.Number);
}
