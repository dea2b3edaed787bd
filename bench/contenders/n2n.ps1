# n2n: two edges, and a supernode on the phone that tells them of each other. Its old version in Debian speaks UDP only.
@{
    Name = 'n2n'
    Title = 'n2n, UDP'
    Ours = $false
    Routed = $true
    Package = @('n2n')
    Program = 'edge'
    Version = { ((edge -h 2>&1)[0] -split ' ')[3] -replace '^v\.' }
    Start = {
        param($Lab)
        $null = Open-LabProcess $Lab phone supernode 'supernode', '-l', '7654'
        Wait-Lab $Lab 'the supernode listens' { ip netns exec phone ss -Hlun 'sport = :7654' }
        $edges = foreach ($number in 1, 2) {
            Open-LabProcess $Lab host$number edge-host$number 'edge', '-d', 'tap0', '-a', "10.10.10.$number", '-s', '255.255.255.0',
                '-m', "02:00:00:00:00:0$number", '-c', 'bench', '-k', 'bench', '-l', "10.83.$number.2:7654"
        }
        @{ Target = '10.10.10.2'; ProcessIds = $edges.Id }
    }
}
