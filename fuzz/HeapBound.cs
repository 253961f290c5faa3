namespace Holdfast.Fuzz;

/// <summary>
/// What reading may allocate on the heap: so much for each octet that there is, and never by a
/// number that stands in them.
/// </summary>
/// <param name="least">Octets of the heap where there is nothing to read.</param>
/// <param name="ofOctet">Octets of the heap for each octet of an input.</param>
/// <param name="read">What reads an input, with whatever else is asked of it.</param>
internal sealed class HeapBound(int least, int ofOctet, HeapBound.Reading read)
{
    /// <summary>The claim, as a finding names it.</summary>
    public const string Claim = "what is read allocates in proportion to its octets";

    /// <summary>Reads an input.</summary>
    internal delegate void Reading(ReadOnlySpan<byte> input);

    /// <summary>Reads an input, and asks what it took, unless a target says what it has got to: that
    /// takes more than reading does.</summary>
    /// <exception cref="ClaimBrokenException">It took more, or what reads found something else.
    /// </exception>
    public void Read(ReadOnlySpan<byte> input)
    {
        var most = least + ((long)ofOctet * input.Length);
        var taken = TakenFor(input);
        if (taken > most && !Reached.IsSaid)
        {
            // What the runtime makes once, it does not make the second time.
            taken = TakenFor(input);
            ClaimBrokenException.Unless(
                taken <= most, Claim, $"{taken} octets for {input.Length}");
        }
    }

    private long TakenFor(ReadOnlySpan<byte> input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        read(input);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
