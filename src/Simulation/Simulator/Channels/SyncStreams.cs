namespace Holdfast.Simulation.Simulator;

/// <summary>The connections of the sync channel, between each two members.</summary>
internal sealed class SyncStreams
{
    private readonly List<SyncStream> _all = [];

    public SyncStreams(Stage stage)
    {
        if (stage.Plan.Sync is not { } plan)
        {
            return;
        }

        var boxes = stage.Members.Values.Where(box => box.Sync is not null).ToList();
        for (var one = 0; one < boxes.Count; one++)
        {
            for (var other = one + 1; other < boxes.Count; other++)
            {
                if (boxes[one].Gateway == boxes[other].Gateway)
                {
                    _all.Add(new(stage, plan, boxes[one], boxes[other]));
                }
            }
        }
    }

    /// <summary>How much later everything arrives.</summary>
    public TimeSpan Slowness { get; set; }

    public void Started(MemberBox box)
    {
        foreach (var stream in _all)
        {
            if (stream.Joins(box))
            {
                stream.Try();
            }
        }
    }

    public void Stopped(MemberBox box)
    {
        foreach (var stream in _all)
        {
            if (stream.Joins(box))
            {
                stream.Break("ends");
            }
        }
    }

    public void Cut(TimeSpan time)
    {
        foreach (var stream in _all)
        {
            stream.Cut(time);
        }
    }

    public void Send(MemberBox from, byte to, byte[] octets)
    {
        foreach (var stream in _all)
        {
            if (stream.Joins(from) && stream.Beyond(from).Number == to)
            {
                stream.Send(from, octets);
            }
        }
    }

    /// <summary>Octets reach a member as if another one had said them.</summary>
    public void Inject(MemberBox to, byte[] octets)
    {
        foreach (var stream in _all)
        {
            if (stream.Joins(to) && !to.IsSuspended)
            {
                to.Life?.Heard(stream.Beyond(to).Number, octets);
                return;
            }
        }
    }
}
